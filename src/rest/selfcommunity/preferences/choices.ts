/** How a value that an operator chooses has to look. */
export type ChoiceKind = 'name' | 'text' | 'color' | 'address' | 'path';

/** A preference that is a matter of taste. */
export interface Choice {
  readonly section: 'colors' | 'configurations' | 'logo' | 'text';
  readonly kind: ChoiceKind;
  /** The value where none is chosen; null to leave the preference out. A path of this server's for an address. */
  readonly usual: string | null;
}

const path = (usual: string): Choice => ({ section: 'configurations', kind: 'path', usual });
const slogan: Choice = { section: 'text', kind: 'text', usual: '' };
// Without one, the app's own theme decides.
const color: Choice = { section: 'colors', kind: 'color', usual: null };
const logo: Choice = { section: 'logo', kind: 'address', usual: '/favicon.svg' };

/**
 * All preferences that the operator's file may set, by their names. The usual paths are those at which the vendor's own
 * routes have these pages.
 */
export const CHOICES: Readonly<Record<string, Choice>> = {
  application_name: { section: 'text', kind: 'name', usual: 'Guildhall' },
  application_slogan1: slogan,
  application_slogan2: slogan,
  application_copyright: { section: 'text', kind: 'text', usual: '© $year' },
  navbar_logo: logo,
  navbar_logo_mobile: logo,
  colorback: color,
  colorprimary: color,
  colorsecondary: color,
  navbarback: color,
  font_color: color,
  font_color_secondary: color,
  app_url: { section: 'configurations', kind: 'address', usual: null },
  url_template_post: path('/post/{id}/'),
  url_template_discussion: path('/discussion/{id}/'),
  url_template_status: path('/status/{id}/'),
  url_template_comment: path('/{contribution_type}/{contribution_id}/comment/{id}/'),
  url_template_category: path('/category/{id}/{slug}/'),
  url_template_categories_list: path('/categories/'),
  url_template_profile: path('/user/{id}/'),
  url_template_profile_settings: path('/user/{id}/edit/'),
  url_template_notifications: path('/notification/'),
  url_template_private_message: path('/messages/{id}/'),
  url_template_incubator: path('/incubator/{id}/'),
  url_template_live_stream: path('/live/{slug}/'),
};
