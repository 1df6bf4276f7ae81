package io.epochal.callback.api.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Which methods a path takes: what a 405 has to say in its {@code Allow} header, by RFC 9110. */
final class AllowedMethods {
    private static final String READ = "GET, HEAD, OPTIONS";
    private static final Map<Pattern, String> BY_PATH = new LinkedHashMap<>();

    static {
        take("/(runs|tokens|login|compare)", READ + ", POST");
        take("/tokens/[^/]+", "DELETE, OPTIONS");
        take("/runs/[^/]+", READ + ", PUT");
        take("/runs/[^/]+/(callbacks|new)", READ + ", POST");
        take("/(runs/[^/]+/(commands|steer|attempts/[^/]+/events)|login/out)", "OPTIONS, POST");
        take("/.*", READ);
    }

    private AllowedMethods() {}

    private static void take(String path, String methods) {
        BY_PATH.put(Pattern.compile(path, Pattern.DOTALL), methods);
    }

    /** Of a path that is there, as the header has them. */
    static String of(String path) {
        return BY_PATH.entrySet().stream()
                .filter(one -> one.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(READ);
    }
}
