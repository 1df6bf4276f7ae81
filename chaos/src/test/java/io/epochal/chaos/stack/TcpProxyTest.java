package io.epochal.chaos.stack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private static final int LIMIT_MILLIS = 10_000;

    private ServerSocket server;
    private TcpProxy proxy;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
        server.setSoTimeout(LIMIT_MILLIS);
        proxy = new TcpProxy(server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void forwardsBothDirectionsAndTheirEnd() throws IOException {
        try (Socket client = client();
                Socket served = served()) {
            client.getOutputStream().write("ask".getBytes(US_ASCII));
            assertThat(served.getInputStream().readNBytes(3)).asString(US_ASCII).isEqualTo("ask");
            served.getOutputStream().write("answer".getBytes(US_ASCII));
            served.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes())
                    .asString(US_ASCII)
                    .isEqualTo("answer");
        }
    }

    @Test
    void aCutResetsOpenAndNewConnectionsUntilItIsHealed() throws IOException {
        try (Socket client = client();
                Socket served = served()) {
            proxy.cut();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> served.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket refused = client()) {
            assertThatThrownBy(() -> refused.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        proxy.heal();
        forwardsBothDirectionsAndTheirEnd();
    }

    @Test
    void aHalfClosedConnectionStillForwardsWhatIsSent() throws IOException {
        try (Socket client = client();
                Socket served = served()) {
            client.getOutputStream().write('a');
            assertThat(served.getInputStream().read()).isEqualTo('a');
            proxy.halfClose();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            client.getOutputStream().write('b');
            assertThat(served.getInputStream().read()).isEqualTo('b');
        }
    }

    @Test
    void aDelayDelaysEachPiece() throws IOException {
        try (Socket client = client();
                Socket served = served()) {
            proxy.delay(Duration.ofMillis(200));
            long start = System.nanoTime();
            client.getOutputStream().write('a');

            assertThat(served.getInputStream().read()).isEqualTo('a');
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void aConnectionToAPortWithoutAListenerIsReset() throws IOException {
        server.close();
        try (Socket client = client()) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    private Socket served() throws IOException {
        Socket served = server.accept();
        served.setSoTimeout(LIMIT_MILLIS);
        return served;
    }

    private Socket client() throws IOException {
        Socket client = new Socket(InetAddress.getByName("127.0.0.1"), proxy.port());
        client.setSoTimeout(LIMIT_MILLIS);
        return client;
    }
}
