package io.epochal.cli.conformance.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.function.BooleanSupplier;

/** Calls the service. */
final class HttpContractLine extends ContractLine {
    private final URI service;

    HttpContractLine(URI service, PlantedFault fault, BooleanSupplier killed) {
        super(fault, killed);
        this.service = service;
    }

    @Override
    JsonNode once(ObjectNode body) throws IOException {
        HttpURLConnection http =
                (HttpURLConnection) service.resolve(path).toURL().openConnection();
        http.setRequestMethod("POST");
        http.setDoOutput(true);
        http.setRequestProperty("Content-Type", "application/json");
        // Else the JDK itself says a call again.
        http.setChunkedStreamingMode(0);
        http.getOutputStream().write(Wire.JSON.writeValueAsBytes(body));
        int status = http.getResponseCode();
        if (status == 503) {
            throw new IOException("503");
        }
        if (status >= 400) {
            throw new RefusedByService(
                    status, Wire.JSON.readTree(http.getErrorStream()).toString());
        }
        return Wire.JSON.readTree(http.getInputStream());
    }

    @Override
    void close() {}
}
