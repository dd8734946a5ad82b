package fi.kiinni.initiative;

import org.jspecify.annotations.Nullable;

/**
 * Something that a decision rests on, kept elsewhere.
 *
 * @param sha256 digest of what the link led to, 64 hexadecimal digits
 */
public record Evidence(String title, String link, @Nullable String sha256) {}
