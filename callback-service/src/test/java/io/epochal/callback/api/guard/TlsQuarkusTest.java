package io.epochal.callback.api.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.messaging.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS by Quarkus' registry, as docs/security.md says. */
@Tag("slow")
@QuarkusTest
@TestProfile(GuardedService.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(120)
class TlsQuarkusTest {
    @TestHTTPResource(tls = true)
    URI secure;

    @TestHTTPResource
    URI plain;

    @Test
    void aSessionOverTlsIsSentOverTlsOnly() throws Exception {
        String path = "/login?token=" + GuardedClient.rootToken();

        assertThat(signIn(secure.resolve(path)))
                .contains("Secure")
                .contains("HttpOnly")
                .contains("SameSite=Strict");
        assertThat(signIn(plain.resolve(path))).doesNotContain("Secure").contains("HttpOnly");
    }

    private static String signIn(URI address) throws Exception {
        HttpResponse<Void> answer =
                client().send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(303);
        return String.join("; ", answer.headers().allValues("Set-Cookie"));
    }

    @Test
    void aNewCertificateIsTakenWithoutARestart() throws Exception {
        Path store = Path.of(ConfigProvider.getConfig().getValue("quarkus.tls.http.key-store.p12.path", String.class));
        SelfSigned.write(store, "second");

        // While the server takes it, a handshake may fail.
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> subject()
                .equals("CN=second"));
    }

    private String subject() throws Exception {
        HttpResponse<Void> answer = client().send(
                        HttpRequest.newBuilder(secure.resolve("/login")).build(),
                        HttpResponse.BodyHandlers.discarding());
        X509Certificate own =
                (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        return own.getSubjectX500Principal().getName();
    }

    private static HttpClient client() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
        return HttpClient.newBuilder().sslContext(context).build();
    }

    /** The certificate is looked at by the test. */
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return List.<X509Certificate>of().toArray(X509Certificate[]::new);
        }
    }
}
