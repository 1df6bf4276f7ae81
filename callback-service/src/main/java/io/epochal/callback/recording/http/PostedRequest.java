package io.epochal.callback.recording.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A POST request as its bytes, for one exchange on a connection of its own. */
public final class PostedRequest {
    private PostedRequest() {}

    /**
     * All of the request.
     *
     * @param headers none of which has a line end
     */
    public static byte[] of(URI target, Map<String, String> headers, byte[] body) {
        SortedMap<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Accept", "*/*");
        all.put("User-Agent", "epochal");
        all.putAll(headers);
        all.put("Connection", "close");
        all.put("Content-Length", Integer.toString(body.length));
        StringBuilder head =
                new StringBuilder("POST ").append(pathAndQuery(target)).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(target.getRawAuthority()).append("\r\n");
        all.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[start.length + body.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    private static String pathAndQuery(URI target) {
        String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        return target.getRawQuery() == null ? path : path + "?" + target.getRawQuery();
    }
}
