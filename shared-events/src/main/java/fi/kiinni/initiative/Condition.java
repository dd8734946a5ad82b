package fi.kiinni.initiative;

import fi.kiinni.BusinessDate;
import java.util.UUID;

/** What an adoption depends on; {@code owner} is the person who sees to it by {@code due}. */
public record Condition(UUID condition, String what, String owner, BusinessDate due) {}
