-- The role in which whoever changed something acted; null for what somebody did about their own account, and for the program itself.
alter table account_change add column role text;
