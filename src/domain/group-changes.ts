import type { FieldRefusal, InputField, InvalidField } from './errors.ts';
import { fieldChecker } from './field-checker.ts';
import type { ViewedGroup } from './group.ts';
import { checkName, checkSlug, claimTo, type PlainFields, type PlainInput, plainFields } from './group-fields.ts';
import type { GroupInput } from './group-input.ts';
import type { GroupConflicts, GroupFieldsChange } from './group-writes.ts';
import type { Result } from './result.ts';

/** Changes as a door read them. What is undefined stays as it is; null clears what can be without a value. */
export interface GroupChangesInput extends GroupInput {
  /** Whether strangers can find a public group that becomes private, where `visible` does not say it. */
  readonly visibleOncePrivate?: boolean;
}

/**
 * The changes to a group, with everything wrong about them. A value that the group has already is no change, and never
 * wrong, whatever rule came after it: a form sends back what it read.
 */
export function checkGroupChanges(
  input: GroupChangesInput,
  group: ViewedGroup,
): { readonly fields: GroupFieldsChange; readonly invalid: readonly InvalidField[] } {
  const { invalid, report, take } = fieldChecker(input.unreadable);
  if (input.name === null) report('name', { reason: 'required' });
  if (input.privacy === null) report('privacy', { reason: 'required' });
  if (input.slug === null) report('slug', { reason: 'required' });

  /** The field's next value: the present one, where nothing is given or what is given is wrong. */
  const next = <Value>(
    field: keyof GroupFieldsChange & InputField,
    given: NonNullable<Value> | null | undefined,
    check: (given: NonNullable<Value>) => Result<NonNullable<Value>, FieldRefusal>,
    had: Value,
  ): Value => (given === had ? had : (take(field, given, check) ?? had));

  const name = next('name', input.name, checkName, group.name);
  const slug = next('slug', input.slug, (given) => checkSlug(given, group.kind), group.slug);
  const had: PlainFields = group;
  const plain: PlainInput = input;
  const changed: { -readonly [Name in keyof PlainFields]?: PlainFields[Name] } = {};
  plainFields((field, { initial, isCleared, spell, check }) => {
    const given = plain[field];
    if (given === undefined || (given === null && !isCleared)) return had[field];
    const value =
      given === null ? initial : next(field, spell?.(given) ?? given, (spelled) => check(spelled, input), had[field]);
    if (value !== had[field]) changed[field] = value;
    return value;
  });
  const privacy = input.privacy ?? group.privacy;
  // Beside a privacy it is accepted, because forms always send both.
  if (input.visible === false && input.privacy === undefined && privacy === 'PUBLIC') {
    report('visible', { reason: 'invalid', cause: 'public_group' });
  }
  const visible = privacy === 'PUBLIC' || (input.visible ?? visibilityOf(group, input));

  const fields: GroupFieldsChange = {
    ...(name !== group.name && { name, nameKey: claimTo(name, input) }),
    ...(slug !== group.slug && { slug }),
    ...changed,
    ...(input.image === null && group.image !== null && { image: null }),
    ...(input.coverImage === null && group.coverImage !== null && { coverImage: null }),
    ...(privacy !== group.privacy && { privacy }),
    ...(visible !== group.visible && { visible }),
  };
  return { fields, invalid };
}

/** Whether a group that is private from now on can be seen by strangers. */
function visibilityOf(group: ViewedGroup, { visibleOncePrivate = true }: GroupChangesInput): boolean {
  return group.privacy === 'PUBLIC' ? visibleOncePrivate : group.visible;
}

/** The mistakes in a change that the store found. */
export function conflictingChanges(conflicts: GroupConflicts): readonly InvalidField[] {
  return [
    ...(conflicts.nameTaken ? [{ field: 'name', reason: 'unique' } as const] : []),
    ...(conflicts.slugTaken ? [{ field: 'slug', reason: 'unique' } as const] : []),
  ];
}
