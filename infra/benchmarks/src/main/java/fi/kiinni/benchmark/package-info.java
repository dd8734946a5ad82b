/** What a command, a stored event and a replay cost, beside the plainest program that does the durable part of it. See the README. */
@NullMarked
package fi.kiinni.benchmark;

import org.jspecify.annotations.NullMarked;
