package io.epochal.callback.recording.mlflow;

import java.util.Set;
import java.util.regex.Pattern;

/** Names as MLflow takes them: letters, digits, {@code _-. /}, at most 250 characters, and a path where they have slashes. */
final class MlflowNames {
    private static final int LONGEST = 250;
    private static final Pattern OTHERS = Pattern.compile("[^\\p{L}\\p{N}_\\-. /]");
    private static final Pattern NO_STEP = Pattern.compile("(?<=^|/)(\\.{0,2})(?=/|$)");

    private MlflowNames() {}

    static String of(String name) {
        String known = OTHERS.matcher(name).replaceAll("_");
        String path = NO_STEP.matcher(known).replaceAll("_$1");
        return path.length() <= LONGEST ? path : cut(path, LONGEST);
    }

    /** One that is not among these; two names may differ only in what MLflow does not take. */
    static String unlike(Set<String> taken, String name) {
        String first = of(name);
        String next = first;
        for (int count = 2; taken.contains(next); count++) {
            String end = "_" + count;
            next = cut(first, LONGEST - end.length()) + end;
        }
        return next;
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
