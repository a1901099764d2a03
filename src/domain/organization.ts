import type { FieldRefusal, InvalidField } from './errors.ts';
import { fieldChecker } from './field-checker.ts';
import type { Organization } from './page-request.ts';
import { ok, type Result, refuse } from './result.ts';
import { isShowable, isVisible } from './shown-text.ts';
import { compose } from './text.ts';
import { parseWebAddress } from './web-address.ts';

/** Code points of a field of one line, and of several. */
const MAX_LINE_LENGTH = 255;
const MAX_TEXT_LENGTH = 2000;

/** An organisation as a door read it. */
export type OrganizationInput = { readonly [Field in keyof Organization]?: string | null | undefined };

/** Checks an organisation, and reports every mistake; a wrong field gets a harmless value. */
export function checkOrganization(input: OrganizationInput): {
  readonly checked: Organization;
  readonly invalid: readonly InvalidField[];
} {
  const { invalid, report, take } = fieldChecker();
  const required = (field: keyof Organization, max: number): string => {
    const given = input[field];
    if (given === undefined || given === null) report(field, { reason: 'required' });
    return take(field, given, (text) => (isVisible(text) ? checkText(text, max) : refuse({ reason: 'blank' }))) ?? '';
  };
  const optional = (field: keyof Organization, max: number) =>
    take(field, input[field] || null, (text) => checkText(text, max));

  const checked: Organization = {
    jobTitle: required('jobTitle', MAX_LINE_LENGTH),
    contactNumber: required('contactNumber', MAX_LINE_LENGTH),
    organizationName: required('organizationName', MAX_LINE_LENGTH),
    organizationWebsite: take('organizationWebsite', input.organizationWebsite, readWebsite),
    purpose: required('purpose', MAX_TEXT_LENGTH),
    additionalDetails: optional('additionalDetails', MAX_TEXT_LENGTH),
  };
  return { checked, invalid };
}

/** Checks a website by itself; undefined leaves it unchanged, null removes it. */
export function checkWebsite(given: string | null | undefined) {
  const { invalid, take } = fieldChecker();
  const website = take('organizationWebsite', given, readWebsite);
  return { website: given === undefined ? undefined : website, invalid };
}

/** Null for a blank text. */
export function readWebsite(given: string): Result<string | null, FieldRefusal> {
  const text = checkText(given, MAX_LINE_LENGTH);
  if (!text.ok) return text;
  if (text.value === '') return ok(null);
  return parseWebAddress(text.value) === null ? refuse({ reason: 'invalid', cause: 'format' }) : text;
}

function checkText(given: string, max: number): Result<string, FieldRefusal> {
  const text = compose(given.trim(), max);
  if (text.ok && !isShowable(text.value.replace(/[\t\n\r]/g, ''))) {
    return refuse({ reason: 'invalid', cause: 'control_character' });
  }
  return text;
}
