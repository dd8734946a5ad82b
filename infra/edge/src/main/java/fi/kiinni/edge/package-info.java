/**
 * What both sides put around HTTP: who is calling, what a refusal looks like, how much may be sent, and the headers of
 * every answer.
 */
@NullMarked
package fi.kiinni.edge;

import org.jspecify.annotations.NullMarked;
