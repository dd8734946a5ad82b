package fi.kiinni.query;

import fi.kiinni.edge.ProblemType;
import java.lang.reflect.Type;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** Refusals that only reading knows. */
public enum QueryProblem implements ProblemType {
    /** The views are being rebuilt from the log. */
    VIEWS_CATCHING_UP(HttpStatus.SERVICE_UNAVAILABLE, "The views are being rebuilt"),
    /** The initiative exists now, but at the moment asked for it did not. */
    NOT_YET(HttpStatus.NOT_FOUND, "It had not been started by then"),
    /** An event on which the answer rests cannot be read. */
    UNREADABLE_EVENT(HttpStatus.CONFLICT, "A version of it cannot be read");

    private final HttpStatus status;
    private final String title;

    QueryProblem(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public HttpStatus status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Map<String, Type> members() {
        return switch (this) {
            case VIEWS_CATCHING_UP -> Map.of("position", long.class, "head", long.class);
            case NOT_YET -> Map.of();
            case UNREADABLE_EVENT -> Map.of("version", long.class);
        };
    }
}
