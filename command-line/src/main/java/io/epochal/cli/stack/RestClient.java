package io.epochal.cli.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Calls a callback service. The token goes to its address only: a redirect is not followed. For one thread. */
public final class RestClient {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int FIRST_ERROR = 300;

    private final ServiceAccess service;
    private @Nullable SSLSocketFactory sockets;

    public RestClient(ServiceAccess service) {
        this.service = service;
    }

    /**
     * The answer, as JSON; a missing node where it has no body.
     *
     * @param body null for none
     * @throws UsageException for what the service refuses, with its reason
     */
    public JsonNode call(String method, String path, @Nullable Object body) throws IOException, UsageException {
        HttpURLConnection call =
                (HttpURLConnection) URI.create(service.url() + path).toURL().openConnection();
        if (call instanceof HttpsURLConnection secured && service.certificates().isPresent()) {
            secured.setSSLSocketFactory(sockets(service.certificates().get()));
        }
        call.setInstanceFollowRedirects(false);
        call.setConnectTimeout(PATIENCE_MILLIS);
        call.setReadTimeout(PATIENCE_MILLIS);
        call.setRequestMethod(method);
        call.setRequestProperty("Accept", "application/json");
        service.token().ifPresent(token -> call.setRequestProperty("Authorization", "Bearer " + token));
        if (body != null) {
            call.setRequestProperty("Content-Type", "application/json");
            call.setDoOutput(true);
            try (OutputStream out = call.getOutputStream()) {
                out.write(Wire.JSON.writeValueAsBytes(body));
            }
        }
        return answer(call);
    }

    /** One for all calls: a connection is used again by calls of the same one only. */
    private SSLSocketFactory sockets(Path certificates) throws IOException, UsageException {
        SSLSocketFactory made = sockets == null ? CertificateFile.sockets(certificates) : sockets;
        sockets = made;
        return made;
    }

    private JsonNode answer(HttpURLConnection call) throws IOException, UsageException {
        int status = call.getResponseCode();
        JsonNode json = json(status < FIRST_ERROR ? call.getInputStream() : call.getErrorStream());
        if (status == HttpURLConnection.HTTP_UNAUTHORIZED && service.token().isEmpty()) {
            throw new UsageException(service + " asks for a token, and none was found: --token-file, EPOCHAL_TOKEN or"
                    + " EPOCHAL_TOKEN_FILE names one");
        }
        if (status >= FIRST_ERROR) {
            throw new UsageException(
                    json.path("detail").asText("no reason is given") + " (status " + status + " from " + service + ")");
        }
        return json;
    }

    private JsonNode json(@Nullable InputStream in) throws IOException {
        if (in == null) {
            return Wire.JSON.missingNode();
        }
        try (in) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.isEmpty() ? Wire.JSON.missingNode() : Wire.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException(service + " is no callback service: its answer is not JSON", e);
        }
    }
}
