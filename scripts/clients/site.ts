// The site of the script that runs these programs, and what they have in common.
const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};
export const site = variable("SITE");
export const key = variable("KEY");
export const secret = variable("SECRET");
export const customer_id = Number(variable("CUSTOMER"));
export const plan_id = Number(variable("PLAN"));
export function expect(holds: boolean, what: string, found: unknown): asserts holds {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(found)}`);
}
