package io.epochal.protocol.field;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one rule for what names a run, a request or a data set. Such a name becomes a record's key, a folder, a part of an object's key
 * and a word on a command line, so it is the same text in each: at most {@value #MAX_LENGTH} ASCII letters, digits, {@code .},
 * {@code _} and {@code -}; it begins with a letter, a digit or {@code _}, and has no two dots side by side.
 */
public final class Identifier {
    public static final int MAX_LENGTH = 128;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]|\\.(?!\\.))*");
    private static final String REQUIREMENT = "must be 1 to " + MAX_LENGTH
            + " letters (A to Z), digits, '.', '_' and '-', begin with a letter, a digit or '_', and have no '..' in it";

    private Identifier() {}

    public static boolean isValid(@Nullable String value) {
        return value != null
                && value.length() <= MAX_LENGTH
                && FORM.matcher(value).matches();
    }

    /**
     * The same text.
     *
     * @param field where it was found, such as {@code name}
     * @throws SpecException when it is none
     */
    public static String check(String field, @Nullable String value) {
        if (value != null && isValid(value)) {
            return value;
        }
        throw new SpecException(field, REQUIREMENT, value);
    }
}
