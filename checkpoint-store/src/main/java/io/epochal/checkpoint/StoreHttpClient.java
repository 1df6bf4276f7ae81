package io.epochal.checkpoint;

import io.minio.Http;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** The HTTP client below the MinIO client. */
final class StoreHttpClient {
    private StoreHttpClient() {}

    /** The same for who waits no longer than this for a connection, and for the next bytes. */
    static OkHttpClient forEndpoint(String endpoint, Duration patience) {
        return forEndpoint(endpoint)
                .newBuilder()
                .connectTimeout(patience)
                .readTimeout(patience)
                .build();
    }

    /** MinIO's own default, without the machine's certificates for an endpoint that has no TLS: reading them takes half a second. */
    static OkHttpClient forEndpoint(String endpoint) {
        boolean plain = endpoint.toLowerCase(Locale.ROOT).startsWith("http://");
        return plain ? withoutTls() : Http.newDefaultClient();
    }

    /** As {@link Http#newDefaultClient} in its timeouts, protocol and retries. */
    private static OkHttpClient withoutTls() {
        return new OkHttpClient.Builder()
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .connectTimeout(Http.DEFAULT_TIMEOUT, TimeUnit.MILLISECONDS)
                .writeTimeout(Http.DEFAULT_TIMEOUT, TimeUnit.MILLISECONDS)
                .readTimeout(Http.DEFAULT_TIMEOUT, TimeUnit.MILLISECONDS)
                .protocols(List.of(Protocol.HTTP_1_1))
                .addInterceptor(new Http.StatusRetryInterceptor())
                .build();
    }
}
