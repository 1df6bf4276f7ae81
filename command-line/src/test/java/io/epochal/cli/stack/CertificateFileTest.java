package io.epochal.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.epochal.cli.spec.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFileTest {
    private static final char[] PASSWORD = "test-only".toCharArray();

    @TempDir
    private static Path folder;

    private static HttpsServer server;

    @BeforeAll
    static void serveOverTls() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=test", "-ext", "SAN=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-file", folder.resolve("ca.crt").toString());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("key.p12"))) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes());
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void aServiceIsAskedWhoseAuthorityTheFileHas() throws Exception {
        assertThat(client(folder.resolve("ca.crt")).call("GET", "/runs", null)).isEmpty();
    }

    @Test
    void itIsNotAskedWithoutTheFile() {
        RestClient client = new RestClient(new ServiceAccess(url(), Optional.of("secret")));

        assertThatThrownBy(() -> client.call("GET", "/runs", null)).isInstanceOf(SSLException.class);
    }

    @Test
    void aFileOfAnythingElseIsRefusedByName() throws IOException {
        for (String content : List.of(
                "",
                "no certificate",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----")) {
            Path file = Files.writeString(folder.resolve("other.crt"), content);

            assertThatThrownBy(() -> client(file).call("GET", "/runs", null))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("SSL_CERT_FILE")
                    .hasMessageContaining("other.crt");
        }
        assertThatThrownBy(() -> client(folder.resolve("none.crt")).call("GET", "/runs", null))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("none.crt cannot be read");
    }

    private static String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    private static RestClient client(Path certificates) {
        return new RestClient(new ServiceAccess(url(), Optional.empty(), Optional.of(certificates)));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(
                0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(
                "-alias",
                "key",
                "-storepass",
                "test-only",
                "-keystore",
                folder.resolve("key.p12").toString()));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
