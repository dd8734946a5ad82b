package fi.kiinni.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.query.RunningQuerySide;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** By itself, because a process that ends takes the event loop along that all servers in it share. */
class LiveEndTest {

    @Test
    void an_open_stream_does_not_hold_up_the_end() throws IOException {
        RunningQuerySide leaving =
                new RunningQuerySide("server.shutdown=graceful", "spring.lifecycle.timeout-per-shutdown-phase=30s");
        try (Socket page = listening(leaving.port(), RunningQuerySide.sakky("jasen", Role.MEMBER))) {
            await().until(() -> leaving.bean(Live.class).listeners() == 1);
            long asked = System.nanoTime();
            leaving.close();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(15));
            assertThat(page.isClosed()).isFalse();
        }
    }

    /** A page that asks, and never reads. */
    static Socket listening(int port, Actor reader) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(2_048);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String request = "GET /live HTTP/1.1\r\nHost: localhost\r\nCookie: kiinni=" + RunningQuerySide.token(reader)
                + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
