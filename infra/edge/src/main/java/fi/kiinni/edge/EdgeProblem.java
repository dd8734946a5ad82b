package fi.kiinni.edge;

import fi.kiinni.edge.ProblemException.FieldProblem;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpStatus;

/** The refusals that do not depend on what a route is about. */
public enum EdgeProblem implements ProblemType {
    /** Not JSON, not an object, or a request that cannot be understood at all. */
    MALFORMED(HttpStatus.BAD_REQUEST, "The request cannot be read"),
    /** No token was sent. */
    NOT_SIGNED_IN(HttpStatus.UNAUTHORIZED, "Sign in first"),
    /** The token that was sent is not ours, was changed, or has expired. */
    INVALID_TOKEN(HttpStatus.UNAUTHORIZED, "The token is not valid"),
    /** Signed in, but without the role, seat or provider that this takes. */
    NOT_ALLOWED(HttpStatus.FORBIDDEN, "Not allowed"),
    /** Unknown, or another provider's: the two are not told apart. */
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing here"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "This method is not possible here"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "None of the accepted formats can be given"),
    TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "The request does not arrive in time"),
    TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request is too large"),
    NOT_JSON(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON"),
    /** In place of a file, a form that has one in it. */
    NOT_A_FILE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be the file itself"),
    /** Readable, but wrong by itself; {@code errors} lists every field and what is wrong with it. */
    INVALID(HttpStatus.UNPROCESSABLE_CONTENT, "Some fields are wrong"),
    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    /** A fault of ours; {@code incident} is found in the log. */
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here"),
    /** There is more to do than can be done now. */
    BUSY(HttpStatus.SERVICE_UNAVAILABLE, "Too busy at the moment"),
    /** A database, or the side that signs the tokens, cannot be reached. */
    STORE_AWAY(HttpStatus.SERVICE_UNAVAILABLE, "Not available at the moment");

    private final HttpStatus status;
    private final String title;

    EdgeProblem(HttpStatus status, String title) {
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
            case INVALID ->
                Map.of(
                        "errors",
                        ResolvableType.forClassWithGenerics(List.class, FieldProblem.class)
                                .getType());
            case NOT_ALLOWED ->
                Map.of(
                        "needs?",
                        ResolvableType.forClassWithGenerics(List.class, String.class)
                                .getType());
            case TOO_LARGE -> Map.of("limit", long.class);
            case INTERNAL_ERROR -> Map.of("incident", String.class);
            default -> Map.of();
        };
    }
}
