/**
 * The event log in PostgreSQL, for both sides: appending, reading without ever skipping a committed event, waking those who follow it, and
 * verifying that nobody changed it.
 */
@NullMarked
package fi.kiinni.log;

import org.jspecify.annotations.NullMarked;
