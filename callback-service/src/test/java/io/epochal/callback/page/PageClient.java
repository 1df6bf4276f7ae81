package io.epochal.callback.page;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads pages and sends forms as a browser without scripts does. */
final class PageClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([0-9a-f]+)\"");

    private final URI root;
    private String cookie = "";
    private String token = "";

    PageClient(URI root) {
        this.root = root;
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return read(request.build());
    }

    private HttpResponse<String> read(HttpRequest request) throws Exception {
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        response.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
        Matcher found = TOKEN.matcher(response.body());
        token = found.find() ? found.group(1) : token;
        return response;
    }

    /** With the token of the page that was read last, unless the fields have one. */
    HttpResponse<String> steer(String run, Map<String, String> fields, String... headers) throws Exception {
        Map<String, String> all = new TreeMap<>(fields);
        all.putIfAbsent("token", token);
        return post("/runs/" + run + "/steer", all, headers);
    }

    /** Asks what a list of callbacks would change. */
    HttpResponse<String> preview(String run, String list) throws Exception {
        return post("/runs/" + run + "/callbacks", Map.of("value", list));
    }

    /** Requests a new run with another one's spec. */
    HttpResponse<String> train(String from, String id, String spec, String... headers) throws Exception {
        return post("/runs/" + from + "/new", Map.of("token", token, "id", id, "spec", spec, "by", "ann"), headers);
    }

    private HttpResponse<String> post(String path, Map<String, String> all, String... headers) throws Exception {
        List<String> form = new ArrayList<>();
        all.forEach((name, value) -> form.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .POST(HttpRequest.BodyPublishers.ofString(String.join("&", form)))
                .header("Content-Type", "application/x-www-form-urlencoded");
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return read(request.build());
    }
}
