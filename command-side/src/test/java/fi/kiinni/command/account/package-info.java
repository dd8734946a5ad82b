/** Signing in, and keeping accounts, over HTTP and on a real PostgreSQL. */
@NullMarked
package fi.kiinni.command.account;

import org.jspecify.annotations.NullMarked;
