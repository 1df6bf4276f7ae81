package io.epochal.client;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP to the callback service: one call, sent again as it is until there is an answer. */
final class HttpLine {
    private static final Logger LOG = LoggerFactory.getLogger(HttpLine.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** More than the service waits for a decider. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final Duration HURRY = Duration.ofSeconds(2);
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 5_000;
    private static final Set<Integer> AGAIN = Set.of(429, 500, 502, 503, 504);

    private static final int UNAUTHORIZED = 401;

    private final ServiceUrl address;
    private final ServiceToken tokens;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            // A redirect would take the token along.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private volatile @Nullable CompletableFuture<HttpResponse<String>> underWay;
    private volatile boolean hurries;
    private String url;
    private Optional<String> token;

    HttpLine(ServiceUrl address, ServiceToken tokens) {
        this.address = address;
        this.tokens = tokens;
        this.url = address.find();
        this.token = tokens.find(url);
    }

    /**
     * Sends the same bytes until there is an answer.
     *
     * @param patience after which to give up; zero for one try
     * @param held how long the service may hold the answer back
     * @throws ServiceException.Unreachable when the patience is over
     * @throws ServiceException.Interrupted when the thread is interrupted, or told to {@link #hurry}
     */
    JsonObject post(String path, String body, Duration patience, Duration held) {
        long begun = System.nanoTime();
        long pause = FIRST_PAUSE;
        while (true) {
            String why;
            long least = 0;
            try {
                HttpResponse<String> answer =
                        http.send(request(path, body, held), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == UNAUTHORIZED && foundAnotherToken()) {
                    continue;
                }
                if (!AGAIN.contains(answer.statusCode())) {
                    return read(answer);
                }
                why = "status " + answer.statusCode();
                least = retryAfter(answer);
            } catch (IOException e) {
                why = String.valueOf(e);
                move(address.find());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServiceException.Interrupted("the program was interrupted while it waited for " + url);
            }
            Duration most = hurries ? HURRY : patience;
            long left = most.minusNanos(System.nanoTime() - begun).toMillis();
            if (left <= 0) {
                throw new ServiceException.Unreachable("no answer from " + url + path + ": " + why);
            }
            if (pause == FIRST_PAUSE) {
                LOG.warn("no answer from {}{} ({}); trying again", url, path, why);
            }
            sleep(Math.min(left, (long)
                    (Math.max(pause, least) * ThreadLocalRandom.current().nextDouble(0.7, 1.3))));
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    /** A service elsewhere has a token of its own. */
    private void move(String to) {
        if (!to.equals(url)) {
            url = to;
            token = tokens.find(to);
        }
    }

    private boolean foundAnotherToken() {
        Optional<String> before = token;
        token = tokens.find(url);
        return token.isPresent() && !token.equals(before);
    }

    /** The process is about to end: the call under way is given up, and those that come have little time. */
    void hurry() {
        hurries = true;
        CompletableFuture<HttpResponse<String>> call = underWay;
        if (call != null) {
            call.cancel(true);
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> call = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        underWay = call;
        try {
            return call.get();
        } catch (CancellationException e) {
            throw new ServiceException.Interrupted("the process was told to end while it waited for " + url);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            underWay = null;
        }
    }

    private HttpRequest request(String path, String body, Duration held) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .timeout(hurries ? HURRY : ANSWER.plus(held))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request.build();
    }

    private static JsonObject read(HttpResponse<String> answer) {
        JsonObject json;
        try {
            json = JsonParser.parseString(answer.body()).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new ServiceException.Rejected(answer.uri() + " is not the callback service: status "
                    + answer.statusCode() + ", and its answer is no JSON object");
        }
        if (answer.statusCode() / 100 == 2) {
            return json;
        }
        String detail = JsonValues.text(json, "detail", JsonValues.text(json, "title", answer.body()));
        throw ServiceException.of(
                JsonValues.text(json, "type", ""),
                detail + " (status " + answer.statusCode() + " from " + answer.uri() + ")");
    }

    private static long retryAfter(HttpResponse<String> answer) {
        String seconds = answer.headers().firstValue("Retry-After").orElse("0");
        return seconds.matches("\\d{1,6}") ? Math.min(LONGEST_PAUSE, Long.parseLong(seconds) * 1000) : 0;
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException.Interrupted("the program was interrupted while it waited for the service");
        }
    }
}
