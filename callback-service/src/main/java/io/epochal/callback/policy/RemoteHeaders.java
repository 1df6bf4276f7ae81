package io.epochal.callback.policy;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The headers of a RemoteMonitor, checked against what HTTP allows (RFC 9110). */
final class RemoteHeaders {
    private static final int MOST = 50;
    private static final int LONGEST = 4000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\xa0-\\xff]*");
    /** Headers that the HTTP client writes itself. */
    private static final Set<String> CONNECTION_HEADERS = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private RemoteHeaders() {}

    /** @throws io.epochal.protocol.field.SpecException that names the header */
    static Map<String, Object> read(Fields fields) {
        Map<String, Object> headers = new TreeMap<>(fields.object("headers").values());
        if (headers.size() > MOST) {
            throw fields.wrong("headers", "may be at most " + MOST);
        }
        headers.forEach((name, value) -> check(fields.object("headers"), name, value));
        return headers;
    }

    private static void check(Fields headers, String name, Object value) {
        if (!NAME.matcher(name).matches()) {
            throw new SpecException(headers.pathOf(name), "must have a name that HTTP allows: letters, digits and '-'");
        }
        if (CONNECTION_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new SpecException(headers.pathOf(name), "must be left out: it is the connection's own");
        }
        boolean plain = value instanceof String || value instanceof Number || value instanceof Boolean;
        String text = String.valueOf(plain ? value : "");
        if (!plain || text.length() > LONGEST || !VALUE.matcher(text).matches()) {
            // Without the value, which may be a secret.
            throw new SpecException(
                    headers.pathOf(name),
                    "must be a text of at most " + LONGEST + " characters of Latin-1, without line ends");
        }
    }
}
