package fi.kiinni.edge;

import java.lang.reflect.Type;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * A kind of refusal, as a client tells it apart. Meant for enums: the constant {@code GATE_CLOSED} is the problem
 * {@code urn:kiinni:problem:gate-closed}. Names are part of the contract and never change.
 */
public interface ProblemType {

    /** The constant's name, in capitals with underscores. */
    String name();

    /** The status that answers carry. */
    HttpStatus status();

    /** What happened, the same sentence for every occurrence. */
    String title();

    /** The stable name in kebab case, the last part of the problem's {@code type}. */
    default String problem() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The problem's {@code type}. */
    default String urn() {
        return "urn:kiinni:problem:" + problem();
    }

    /**
     * What it says beside {@code type}, {@code title}, {@code status} and {@code detail}: names with their types; one that
     * ends in {@code ?} may be absent.
     */
    default Map<String, Type> members() {
        return Map.of();
    }
}
