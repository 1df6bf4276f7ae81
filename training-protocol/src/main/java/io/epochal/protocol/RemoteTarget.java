package io.epochal.protocol;

import io.epochal.protocol.field.SpecException;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a RemoteMonitor posts to: {@code root + path}, written as Python's requests (and urllib3 in it) sends them, so what no URI may
 * hold is percent-encoded in UTF-8. Stricter than they are: no user and password, which would be in every event and every log.
 */
public final class RemoteTarget {
    private static final int MOST_CHARACTERS = 2000;
    // urllib3's URI_RE and host pattern.
    private static final Pattern PARTS =
            Pattern.compile("(?is)(https?)://([^\\\\/?#]*)([^?#]*)(?:\\?([^#]*))?(?:#.*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]%:@\\s]+)(?::([0-9]{0,5}))?");
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final String UNRESERVED = "-._~";
    private static final String IN_PATH = UNRESERVED + "!$&'()*+,;=:@/";
    private static final String IN_QUERY = IN_PATH + "?";

    private RemoteTarget() {}

    /** @throws SpecException when nothing can be posted there */
    public static URI of(String root, String path) {
        return of("root", root, path);
    }

    /** @param field what the message names, such as {@code callbacks[0].root} */
    public static URI of(String field, String root, String path) {
        String written = root.stripLeading() + path;
        if (written.length() > MOST_CHARACTERS || written.codePoints().anyMatch(RemoteTarget::isHalf)) {
            throw new SpecException(
                    field, "and path together must have at most " + MOST_CHARACTERS + " characters of text", written);
        }
        Matcher parts = PARTS.matcher(written);
        if (!parts.matches()) {
            throw new SpecException(field, "must begin with http:// or https://", root);
        }
        String query = parts.group(4) == null ? "" : "?" + encoded(parts.group(4), IN_QUERY);
        String uri = parts.group(1).toLowerCase(Locale.ROOT) + "://" + authority(field, root, parts.group(2))
                + rooted(encoded(withoutDots(parts.group(3)), IN_PATH)) + query;
        try {
            URI target = new URI(uri);
            if (target.getHost() != null) {
                return target;
            }
        } catch (URISyntaxException e) {
            throw new SpecException(field, "must be a URL: " + e.getReason(), written);
        }
        throw noHost(field, root);
    }

    private static String authority(String field, String root, String written) {
        if (written.contains("@")) {
            throw new SpecException(
                    field, "may have no user and password; a header, such as Authorization, is the place for them");
        }
        Matcher parts = AUTHORITY.matcher(written);
        if (!parts.matches()) {
            throw noHost(field, root);
        }
        String host = host(field, root, parts.group(1));
        String port = parts.group(2) == null ? "" : parts.group(2);
        if (port.isEmpty()) {
            return host;
        }
        if (Integer.parseInt(port) > 65535 || Integer.parseInt(port) == 0) {
            throw new SpecException(field, "must have a port from 1 to 65535", root);
        }
        return host + ":" + Integer.parseInt(port);
    }

    private static String host(String field, String root, String written) {
        if (written.startsWith("[")) {
            return written;
        }
        try {
            return IDN.toASCII(written).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw noHost(field, root);
        }
    }

    private static SpecException noHost(String field, String root) {
        return new SpecException(
                field, "must name a host, of letters, digits, '-' and '.', such as http://localhost:9000", root);
    }

    private static String rooted(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    /** As urllib3, _remove_path_dot_segments. */
    private static String withoutDots(String path) {
        List<String> kept = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.equals("..")) {
                if (!segment.equals(".")) {
                    kept.add(segment);
                }
            } else if (!kept.isEmpty()) {
                kept.remove(kept.size() - 1);
            }
        }
        if (path.startsWith("/") && (kept.isEmpty() || !kept.get(0).isEmpty())) {
            kept.add(0, "");
        }
        if (path.endsWith("/.") || path.endsWith("/..")) {
            kept.add("");
        }
        return String.join("/", kept);
    }

    /** As urllib3, _encode_invalid_chars: a {@code %} stays only where each of them begins an escape. */
    private static String encoded(String text, String allowed) {
        boolean escaped = ESCAPE.matcher(text).results().count()
                == text.chars().filter(c -> c == '%').count();
        StringBuilder uri = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xff);
            if (isUnreserved(c) || allowed.indexOf(c) >= 0 || (c == '%' && escaped)) {
                uri.append(c);
            } else {
                uri.append(escape(c));
            }
        }
        return ESCAPE.matcher(uri).replaceAll(escape -> Matcher.quoteReplacement(plain(escape.group())));
    }

    /** As requests, unquote_unreserved: what need not be escaped is not; what is, is in capitals. */
    private static String plain(String escape) {
        char c = (char) Integer.parseInt(escape.substring(1), 16);
        return isUnreserved(c) ? String.valueOf(c) : escape.toUpperCase(Locale.ROOT);
    }

    private static String escape(char c) {
        String digits = "0123456789ABCDEF";
        return "%" + digits.charAt(c >> 4) + digits.charAt(c & 0xf);
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
    }

    private static boolean isHalf(int point) {
        return Character.getType(point) == Character.SURROGATE;
    }
}
