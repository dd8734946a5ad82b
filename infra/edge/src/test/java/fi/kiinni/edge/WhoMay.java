package fi.kiinni.edge;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import reactor.core.publisher.Mono;

/**
 * Who may what: every registered route × every role × own and another provider's × no, expired and forged token, held
 * against a declared table. A route without a row fails, and so does a row without a route.
 *
 * <p>Commands are tried with a body that has an unknown field: who may is told 422, because that is looked at last, and
 * nothing happens. Pages take the token in a cookie and send strangers to the sign-in; a form that is posted without the
 * token of its own page is refused whoever sends it, and what it gives further is for the command's own row to say.
 */
public final class WhoMay {

    /** What a caller is told. */
    public enum Outcome {
        ALLOWED,
        NOT_ALLOWED,
        NOT_FOUND
    }

    /** What the route is for, and so how its caller is known and told. */
    private enum Kind {
        API,
        /** Is asked by what is posted, whatever that is, and changes nothing. */
        READ,
        OPEN,
        PAGE,
        FORM,
        /** Shows nothing, and leads on to where there is something. */
        DOOR
    }

    private static final String UNKNOWN_FIELD = "{\"nobodyKnowsThisField\":1}";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Row> rows = new ArrayList<>();

    /** The route stands open to everybody: {@code "POST /api/tokens"}. */
    public WhoMay open(String route) {
        rows.add(new Row(route, Kind.OPEN, own -> path(route), Map.of(), Map.of()));
        return this;
    }

    /** The route concerns the caller's own provider, or none; these roles may, others are told 403. */
    public WhoMay roles(String route, Role... may) {
        return roles(route, path(route), may);
    }

    /** The same for a route that is asked by a file: these roles are answered. */
    public WhoMay reads(String route, Role... may) {
        rows.add(new Row(route, Kind.READ, own -> path(route), outcomes(Outcome.NOT_ALLOWED, may), Map.of()));
        return this;
    }

    /** The same for a route with variables: the path is what is asked for. */
    public WhoMay roles(String route, String path, Role... may) {
        rows.add(new Row(route, Kind.API, own -> path, outcomes(Outcome.NOT_ALLOWED, may), Map.of()));
        return this;
    }

    /**
     * The route names something of a provider: these roles may with their own provider's; others of it are told 403; with
     * another provider's everybody, and an operator always, is told 404.
     *
     * @param path of the provider's own thing ({@code true}) or of another's ({@code false})
     */
    public WhoMay ofProvider(String route, Function<Boolean, String> path, Role... may) {
        return ofProvider(route, Kind.API, path, may);
    }

    private WhoMay ofProvider(String route, Kind kind, Function<Boolean, String> path, Role... may) {
        Map<Role, Outcome> own = outcomes(Outcome.NOT_ALLOWED, may);
        own.put(Role.OPERATOR, Outcome.NOT_FOUND);
        rows.add(new Row(route, kind, path, own, outcomes(Outcome.NOT_FOUND)));
        return this;
    }

    /** A page that concerns the reader's own provider, or none. */
    public WhoMay page(String route, Role... may) {
        rows.add(new Row(route, Kind.PAGE, own -> path(route), outcomes(Outcome.NOT_ALLOWED, may), Map.of()));
        return this;
    }

    /** Several pages of the same kind, each with its form, which whoever is shown it may post. */
    public WhoMay forms(List<String> paths, Role... may) {
        paths.forEach(path -> page("GET " + path, may).form("POST " + path, path));
        return this;
    }

    /** A page that shows something of a provider, as {@link #ofProvider}. */
    public WhoMay pageOfProvider(String route, Function<Boolean, String> path, Role... may) {
        return ofProvider(route, Kind.PAGE, path, may);
    }

    /** An address that leads everybody on: to a page, or to the sign-in. */
    public WhoMay door(String route) {
        rows.add(new Row(route, Kind.DOOR, own -> path(route), outcomes(Outcome.ALLOWED), Map.of()));
        return this;
    }

    /** Where a page's form is posted. */
    public WhoMay form(String route, String path) {
        rows.add(new Row(route, Kind.FORM, own -> path, outcomes(Outcome.NOT_ALLOWED), Map.of()));
        return this;
    }

    private static Map<Role, Outcome> outcomes(Outcome others, Role... may) {
        Map<Role, Outcome> outcomes = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            outcomes.put(role, List.of(may).contains(role) ? Outcome.ALLOWED : others);
        }
        return outcomes;
    }

    /** Fails when a route of the application has no row here, or a row no route. */
    public DynamicTest everyRouteHasARow(ApplicationContext application) {
        return DynamicTest.dynamicTest(
                "every route has a row and every row a route",
                () -> assertThat(rows.stream().map(Row::route).sorted())
                        .containsExactlyElementsOf(routes(application)));
    }

    /**
     * The cells of the matrix, each a test.
     *
     * @param address of the running application, such as {@code http://localhost:8080}
     * @param forge with the key that the application verifies with
     * @param actor who has just that role, of the provider that is "own" in the rows' paths
     */
    public Stream<DynamicTest> cells(String address, TokenForge forge, Function<Role, Actor> actor) {
        List<DynamicTest> cells = new ArrayList<>();
        for (Row row : rows) {
            Map<String, @Nullable String> strangers = new LinkedHashMap<>();
            strangers.put("no token", null);
            strangers.put("an expired token", forge.expired(actor.apply(Role.ADMINISTRATOR)));
            strangers.put("a forged token", forge.ofAnotherKey(actor.apply(Role.ADMINISTRATOR)));
            strangers.put("an unsigned token", forge.unsigned(actor.apply(Role.ADMINISTRATOR)));
            strangers.forEach((with, token) -> cells.add(DynamicTest.dynamicTest(
                    row.route() + " with " + with, () -> row.check(address, true, token, stranger(row)))));
            row.own()
                    .forEach((role, outcome) -> cells.add(cell(row, address, forge, actor.apply(role), true, outcome)));
            row.other()
                    .forEach(
                            (role, outcome) -> cells.add(cell(row, address, forge, actor.apply(role), false, outcome)));
        }
        return cells.stream();
    }

    private static DynamicTest cell(
            Row row, String address, TokenForge forge, Actor actor, boolean own, Outcome outcome) {
        int status = switch (outcome) {
            case ALLOWED -> allowed(row);
            case NOT_ALLOWED -> 403;
            case NOT_FOUND -> 404;
        };
        return DynamicTest.dynamicTest(
                row.route() + " as " + actor.roles() + (own ? " with their own" : " with another provider's") + ": "
                        + outcome,
                () -> row.check(address, own, forge.good(actor), status));
    }

    private static int stranger(Row row) {
        return switch (row.kind()) {
            case OPEN -> allowed(row);
            case API, READ -> 401;
            case PAGE, DOOR -> 303;
            case FORM -> 403;
        };
    }

    private static int allowed(Row row) {
        return row.kind() == Kind.DOOR
                ? 303
                : row.kind() == Kind.READ || row.method().equals("GET") ? 200 : 422;
    }

    private static String path(String route) {
        return route.substring(route.indexOf(' ') + 1);
    }

    private record Row(
            String route, Kind kind, Function<Boolean, String> path, Map<Role, Outcome> own, Map<Role, Outcome> other) {

        String method() {
            return route.substring(0, route.indexOf(' '));
        }

        void check(String address, boolean asOwn, @Nullable String token, int status)
                throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path.apply(asOwn)));
            boolean toPeople = kind != Kind.API && kind != Kind.READ && kind != Kind.OPEN;
            if (method().equals("GET")) {
                request.GET();
            } else {
                request.method(method(), BodyPublishers.ofString(toPeople ? "reason=x" : UNKNOWN_FIELD))
                        .header("Content-Type", toPeople ? "application/x-www-form-urlencoded" : "application/json");
            }
            if (toPeople) {
                request.header("Accept", "text/html, text/event-stream;q=0.5");
            }
            if (token != null) {
                request.header(toPeople ? "Cookie" : "Authorization", (toPeople ? "kiinni=" : "Bearer ") + token);
            }
            HttpResponse<InputStream> answer = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                assertThat(answer.statusCode()).as(text(answer, body)).isEqualTo(status);
            }
            if (status == 303) {
                assertThat(answer.headers().firstValue("Location").orElseThrow())
                        .startsWith(kind == Kind.DOOR ? "/" : "/sign-in?to=");
            } else if (status != 200) {
                assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                        .startsWith(toPeople ? "text/html" : "application/problem+json");
            }
        }
    }

    /** A stream has no end that one could wait for, but a beginning. */
    private static String text(HttpResponse<?> answer, InputStream body) throws IOException {
        boolean endless = answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        return endless ? Integer.toString(body.read()) : new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The registered routes as {@code METHOD /pattern}, sorted; those of controllers and functional ones. */
    public static Set<String> routes(ApplicationContext application) {
        Set<String> routes = new TreeSet<>();
        application
                .getBeansOfType(RequestMappingHandlerMapping.class)
                .values()
                .forEach(mapping -> mapping.getHandlerMethods().keySet().forEach(info -> collect(info, routes)));
        application
                .getBeanProvider(RouterFunction.class)
                .orderedStream()
                .forEach(functions -> functions.accept(new FunctionalRoutes(routes)));
        return routes;
    }

    private static void collect(RequestMappingInfo info, Set<String> routes) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        info.getPatternsCondition().getPatterns().forEach(pattern -> {
            if (methods.isEmpty()) {
                routes.add("ANY " + pattern);
            }
            methods.forEach(method -> routes.add(method + " " + pattern));
        });
    }

    /** Walks through router functions, nested ones included. */
    private static final class FunctionalRoutes implements RouterFunctions.Visitor {

        private final Set<String> routes;
        private final Deque<Predicate> nested = new ArrayDeque<>();

        FunctionalRoutes(Set<String> routes) {
            this.routes = routes;
        }

        @Override
        public void startNested(RequestPredicate predicate) {
            nested.addLast(Predicate.of(predicate));
        }

        @Override
        public void endNested(RequestPredicate predicate) {
            nested.removeLast();
        }

        @Override
        public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
            StringBuilder path = new StringBuilder();
            Set<HttpMethod> methods = Set.of();
            for (Predicate part : Stream.concat(nested.stream(), Stream.of(Predicate.of(predicate)))
                    .toList()) {
                path.append(part.path);
                methods = part.methods.isEmpty() ? methods : part.methods;
            }
            if (methods.isEmpty()) {
                routes.add("ANY " + path);
            }
            methods.forEach(method -> routes.add(method + " " + path));
        }

        @Override
        public void resources(Function<ServerRequest, Mono<Resource>> lookup) {
            routes.add("GET (resources)");
        }

        @Override
        public void attributes(Map<String, Object> attributes) {}

        @Override
        public void unknown(RouterFunction<?> function) {
            routes.add("ANY (unknown) " + function);
        }
    }

    /** The method and path among a route's predicates; other conditions do not change who may. */
    private static final class Predicate implements RequestPredicates.Visitor {

        private Set<HttpMethod> methods = Set.of();
        private String path = "";

        static Predicate of(RequestPredicate predicate) {
            Predicate seen = new Predicate();
            predicate.accept(seen);
            return seen;
        }

        @Override
        public void method(Set<HttpMethod> some) {
            methods = some;
        }

        @Override
        public void path(String pattern) {
            path = pattern;
        }

        @Override
        public void header(String name, String value) {}

        @Override
        public void queryParam(String name, String value) {}

        @Override
        @SuppressWarnings("removal")
        public void pathExtension(String extension) {}

        @Override
        public void version(String version) {}

        @Override
        public void startAnd() {}

        @Override
        public void and() {}

        @Override
        public void endAnd() {}

        @Override
        public void startOr() {
            throw new IllegalStateException("Write one route for each alternative");
        }

        @Override
        public void or() {}

        @Override
        public void endOr() {}

        @Override
        public void startNegate() {}

        @Override
        public void endNegate() {}

        @Override
        public void unknown(RequestPredicate predicate) {}
    }
}
