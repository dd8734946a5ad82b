/**
 * Providers, the directory, accounts, grants and tokens: who there is and what they may. Plain tables, not events; every
 * change is recorded with who and when.
 */
@NullMarked
package fi.kiinni.command.account;

import org.jspecify.annotations.NullMarked;
