package fi.kiinni.query;

import fi.kiinni.edge.ProblemType;
import org.springframework.http.HttpStatus;

/** Refusals that only reading knows. */
public enum QueryProblem implements ProblemType {
    /** The views are being rebuilt from the log. */
    VIEWS_CATCHING_UP(HttpStatus.SERVICE_UNAVAILABLE, "The views are being rebuilt");

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
}
