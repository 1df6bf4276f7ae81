package io.epochal.callback.api.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.messaging.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenID Connect, with the provider that Quarkus has for tests. */
@Tag("slow")
@QuarkusTest
@TestProfile(OpenIdService.class)
@QuarkusTestResource(EmbeddedBroker.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
@Timeout(120)
class OpenIdQuarkusTest {
    private static final String NOBODY = "";

    @TestHTTPResource
    URI root;

    private GuardedClient service;

    @BeforeEach
    void reach() {
        service = new GuardedClient(root);
    }

    private static String token(String... groups) {
        return OidcWiremockTestResource.getAccessToken("alice", Set.of(groups));
    }

    @Test
    void aProgramHasTheRolesThatItsTokenIsMappedTo() throws Exception {
        String command = "{\"type\":\"PauseTraining\"}";
        assertThat(service.get("/", token("user")).statusCode()).isEqualTo(200);
        assertThat(service.post("/runs/nobody/commands", token("user"), command).statusCode())
                .isEqualTo(403);
        assertThat(service.post("/runs/nobody/commands", token("admin"), command)
                        .statusCode())
                .isEqualTo(404);
        assertThat(service.get("/tokens", token("admin")).statusCode())
                .as("the provider's admin is an operator here")
                .isEqualTo(403);
        assertThat(service.post("/runs", token("trainer"), "{}").statusCode())
                .as("a role of the same name")
                .isEqualTo(422);
        assertThat(service.get("/", token("cooks")).statusCode()).isEqualTo(403);
        assertThat(service.post("/runs/nobody/commands", token("admin"), command, "X-Requested-By", "bob")
                        .body())
                .contains("name-foreign", "alice");
    }

    @Test
    void whatTheProviderHasNotSignedLetsNobodyIn() throws Exception {
        String token = token("admin");
        String[] parts = token.split("\\.", -1);
        for (String forged : new String[] {
            "abc",
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + parts[2].substring(0, parts[2].length() - 6) + "AAAAAA",
            "eyJhbGciOiJub25lIn0." + parts[1] + ".",
            "epochal_root_" + "0".repeat(64)
        }) {
            assertThat(service.get("/", forged).statusCode()).as(forged).isEqualTo(401);
        }
        assertThat(service.get("/", NOBODY).statusCode()).isEqualTo(401);
        assertThat(service.get("/?access_token=" + token, NOBODY).statusCode()).isEqualTo(401);
    }

    @Test
    void aBrowserIsLedToTheProviderAndBack() throws Exception {
        assertThat(service.get("/login", NOBODY).body()).contains("<a href=\"/login/oidc\">");
        assertThat(service.get("/", NOBODY, "Accept", "text/html")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .contains("/login?next=");
        Map<String, String> cookies = new TreeMap<>();
        HttpResponse<String> led = service.get("/login/oidc", NOBODY, "Accept", "text/html");
        keep(led, cookies);
        assertThat(led.statusCode()).isEqualTo(302);
        String provider = led.headers().firstValue("Location").orElseThrow();
        assertThat(parameter(provider, "redirect_uri")).endsWith("/login/oidc");

        HttpResponse<String> back = service.get(
                "/login/oidc?code=58af24f2&state=" + parameter(provider, "state"), NOBODY, "Cookie", header(cookies));
        keep(back, cookies);
        assertThat(back.statusCode()).as(back.body()).isIn(302, 303);
        assertThat(service.get("/login/oidc", NOBODY, "Cookie", header(cookies)).statusCode())
                .isEqualTo(303);
        assertThat(service.get("/", NOBODY, "Cookie", header(cookies)).statusCode())
                .isEqualTo(200);
        assertThat(service.get("/login", NOBODY, "Cookie", header(cookies)).body())
                .contains("alice", "operator");
        assertThat(service.get("/", NOBODY, "Cookie", "q_session=abc", "Accept", "text/html")
                        .statusCode())
                .isIn(302, 303, 401);
    }

    private static void keep(HttpResponse<String> answer, Map<String, String> cookies) {
        for (String set : answer.headers().allValues("Set-Cookie")) {
            String pair = set.substring(0, set.indexOf(';'));
            String value = pair.substring(pair.indexOf('=') + 1);
            if (!value.isEmpty()) {
                assertThat(set).containsIgnoringCase("HttpOnly");
            }
            cookies.put(pair.substring(0, pair.indexOf('=')), value);
        }
    }

    private static String header(Map<String, String> cookies) {
        return cookies.entrySet().stream()
                .filter(cookie -> !cookie.getValue().isEmpty())
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private static String parameter(String url, String name) {
        Matcher found = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(url);
        assertThat(found.find()).as(url).isTrue();
        return URLDecoder.decode(found.group(1), StandardCharsets.UTF_8);
    }
}
