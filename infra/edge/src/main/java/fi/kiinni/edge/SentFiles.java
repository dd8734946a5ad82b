package fi.kiinni.edge;

import java.util.Locale;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Files that are sent to be looked at while they come: they are never held, so they may be far larger than what is read as a whole. */
public final class SentFiles {

    /** Takes a file as it is. */
    public static final String API = "/api/reports/check";

    /** Takes a file in a form. */
    public static final String PAGE = "/reports/check";

    /** What a request with a file may send, in bytes. */
    static final long LARGEST = 100L << 20;

    private SentFiles() {}

    static boolean is(ServerHttpRequest request) {
        return isAsItIs(request) || isForm(request);
    }

    static boolean isAsItIs(ServerHttpRequest request) {
        return isPosted(request, API);
    }

    /** Whether it comes in a form, of which nothing is read before it is known who sends it. */
    public static boolean isForm(ServerHttpRequest request) {
        return isPosted(request, PAGE) && type(request).startsWith("multipart/form-data");
    }

    /** Whether it is encoded as forms are, which makes other bytes of it. */
    static boolean isEncoded(ServerHttpRequest request) {
        return type(request).startsWith("multipart/") || type(request).startsWith("application/x-www-form-urlencoded");
    }

    private static boolean isPosted(ServerHttpRequest request, String path) {
        return request.getMethod().equals(HttpMethod.POST)
                && request.getPath().value().equals(path);
    }

    private static String type(ServerHttpRequest request) {
        return Objects.requireNonNullElse(request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE), "")
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
