package fi.kiinni.edge;

import io.netty.handler.codec.TooLongFrameException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Turns whatever went wrong into a problem that says no more than the caller may know. Ordered before Boot's own. */
@Order(-2)
final class ProblemHandler implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
    private static final Duration STORE_BACK = Duration.ofSeconds(5);
    private static final Duration LESS_BUSY = Duration.ofSeconds(1);

    /** By name, because neither driver is on every class path that this module is on. */
    private static final Set<String> OUTAGES = Set.of(
            "org.springframework.jdbc.CannotGetJdbcConnectionException",
            "org.springframework.dao.DataAccessResourceFailureException",
            "org.springframework.transaction.CannotCreateTransactionException",
            "com.mongodb.MongoTimeoutException",
            "com.mongodb.MongoSocketException",
            "com.mongodb.MongoNotPrimaryException",
            "com.mongodb.MongoNodeIsRecoveringException");

    private static final List<String> ABOUT_AN_ANSWER = List.of(
            HttpHeaders.ETAG, HttpHeaders.LOCATION, HttpHeaders.CONTENT_LANGUAGE, HttpHeaders.CONTENT_DISPOSITION);

    private final JsonMapper json;
    private final ObjectProvider<PageErrors> pages;
    private final Methods methods;

    ProblemHandler(JsonMapper json, ObjectProvider<PageErrors> pages, Methods methods) {
        this.json = json;
        this.pages = pages;
        this.methods = methods;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            // Nobody reads it; but nothing was done, and it should not be counted as if it were.
            exchange.getResponse().setStatusCode(HttpStatus.BAD_REQUEST);
            return Mono.empty();
        }
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        if (failure instanceof ErrorResponse nobody && isForNobody(nobody)) {
            return methods.allowed(exchange)
                    .flatMap(allowed ->
                            write(exchange, allowed.isEmpty() ? problem(exchange, failure) : notThisMethod(allowed)));
        }
        return Mono.defer(() -> write(exchange, problem(exchange, failure)));
    }

    /** Nobody was found who takes it: what one side knows of the address the other does not. */
    private static boolean isForNobody(ErrorResponse failure) {
        return failure.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)
                || failure.getStatusCode().isSameCodeAs(HttpStatus.METHOD_NOT_ALLOWED);
    }

    private static ProblemException notThisMethod(String allowed) {
        return methodNotAllowed().withHeader(HttpHeaders.ALLOW, allowed);
    }

    private static ProblemException methodNotAllowed() {
        return new ProblemException(EdgeProblem.METHOD_NOT_ALLOWED, "\"Allow\" names what is possible.");
    }

    private Mono<Void> write(ServerWebExchange exchange, ProblemException problem) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(problem.type().status());
        // What an answer had begun to say, which could not be written.
        ABOUT_AN_ANSWER.forEach(response.getHeaders()::remove);
        problem.headers().forEach(response.getHeaders()::set);
        @Nullable PageErrors page = pages.getIfAvailable();
        if (page != null && wantsPage(exchange)) {
            return page.render(exchange, problem);
        }
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        byte[] body = json.writeValueAsBytes(problem.asJson());
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static boolean wantsPage(ServerWebExchange exchange) {
        if (BodyLimit.isApi(exchange.getRequest())) {
            return false;
        }
        return exchange.getRequest().getHeaders().getOrEmpty("Accept").stream()
                .anyMatch(accepted -> accepted.contains(MediaType.TEXT_HTML_VALUE));
    }

    private static ProblemException problem(ServerWebExchange exchange, Throwable failure) {
        List<Throwable> causes = causes(failure);
        for (Throwable cause : causes) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
        }
        for (Throwable cause : causes) {
            @Nullable ProblemException known = known(cause);
            if (known != null) {
                return known;
            }
        }
        if (failure instanceof ErrorResponse response
                && response.getStatusCode().is4xxClientError()) {
            return refused(response);
        }
        return incident(exchange, failure);
    }

    private static @Nullable ProblemException known(Throwable cause) {
        if (isOutage(cause)) {
            return new ProblemException(
                            EdgeProblem.STORE_AWAY, "A database cannot be reached. Nothing was lost; try again.")
                    .retryAfter(STORE_BACK);
        }
        return switch (cause) {
            case DataBufferLimitException _, TooLongFrameException _ -> ReceivedBodies.tooLarge();
            // As many formats as nobody means are thrown back as they are, where other headers that cannot be read are
            // known for such.
            case InvalidMimeTypeException _ ->
                new ProblemException(EdgeProblem.MALFORMED, "A header that names formats cannot be read.");
            case AuthenticationException _ -> SignedIn.missing();
            case AccessDeniedException _ -> ProblemException.notAllowed("Your roles do not allow this.");
            // How a form that is none is told from one.
            case IllegalArgumentException e
            when String.valueOf(e.getMessage()).startsWith("URLDecoder: ") ->
                new ProblemException(EdgeProblem.MALFORMED, "The form is not encoded as forms are.");
            // Who asked has left, or the process ends.
            case InterruptedException _ ->
                new ProblemException(EdgeProblem.BUSY, "It was broken off. Try again.").retryAfter(LESS_BUSY);
            case RejectedExecutionException _ ->
                new ProblemException(EdgeProblem.BUSY, "There is too much to do. Try again.").retryAfter(LESS_BUSY);
            default -> null;
        };
    }

    private static boolean isOutage(Throwable cause) {
        if (cause instanceof SQLTransientConnectionException
                || cause instanceof SQLNonTransientConnectionException
                || cause instanceof SQLRecoverableException) {
            return true;
        }
        // 08: connection; 53: out of resources; 57P: shut down or starting.
        if (cause instanceof SQLException sql && sql.getSQLState() != null) {
            String state = sql.getSQLState();
            return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P");
        }
        for (@Nullable Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
            if (OUTAGES.contains(type.getName())) {
                return true;
            }
        }
        return false;
    }

    private static ProblemException refused(ErrorResponse response) {
        HttpStatusCode status = response.getStatusCode();
        ProblemException problem = switch (HttpStatus.resolve(status.value())) {
            case UNAUTHORIZED -> SignedIn.missing();
            case FORBIDDEN -> ProblemException.notAllowed("Your roles do not allow this.");
            case NOT_FOUND -> ProblemException.notFound();
            case METHOD_NOT_ALLOWED -> methodNotAllowed();
            case NOT_ACCEPTABLE ->
                new ProblemException(EdgeProblem.NOT_ACCEPTABLE, "Accept application/json, for one.")
                        .withHeader(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE);
            case CONTENT_TOO_LARGE -> ReceivedBodies.tooLarge();
            case UNSUPPORTED_MEDIA_TYPE -> new ProblemException(EdgeProblem.NOT_JSON, "Send the body as JSON.");
            case TOO_MANY_REQUESTS ->
                new ProblemException(EdgeProblem.TOO_MANY_REQUESTS, "Try again later.").retryAfter(LESS_BUSY);
            case null, default ->
                new ProblemException(EdgeProblem.MALFORMED, "A part of the request cannot be understood.");
        };
        for (String header : List.of("Allow", "Accept")) {
            @Nullable String value = response.getHeaders().getFirst(header);
            if (value != null) {
                problem = problem.withHeader(
                        header, String.join(", ", response.getHeaders().getOrEmpty(header)));
            }
        }
        return problem;
    }

    /** The route's pattern is logged, not its path: paths contain user names. */
    private static ProblemException incident(ServerWebExchange exchange, Throwable failure) {
        String id = UUID.randomUUID().toString();
        @Nullable Object route = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        log.error("Incident {} in {} {}", id, exchange.getRequest().getMethod(), route, failure);
        return new ProblemException(EdgeProblem.INTERNAL_ERROR, "It was our fault and is in our log.")
                .with("incident", id);
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (@Nullable Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
