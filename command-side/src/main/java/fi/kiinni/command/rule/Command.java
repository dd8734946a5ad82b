package fi.kiinni.command.rule;

import fi.kiinni.BusinessDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody asks for. Its fields are those of the request; what is seen to be wrong in them alone is said by {@link Check}. */
public interface Command {

    /** The business date, for commands that have it under a name of their own. */
    default @Nullable BusinessDate ownDate() {
        return null;
    }

    /** The people that the command refers to; each must be in the provider's directory. */
    default List<String> people() {
        return List.of();
    }

    /** What is wrong between fields. Some may be wrong by themselves, and what is missing or cannot be read is null. */
    default void contradictions(Contradictions found) {}
}
