package io.epochal.callback.policy.alert;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Identifier;

/**
 * Names of runs, where {@code *} stands for any characters and {@code ?} for one.
 *
 * @param text at most as long as a run's name
 */
public record RunPattern(String text) {
    /** Every run. */
    public static final RunPattern ALL = new RunPattern("*");

    /** All runs where the key is missing. */
    static RunPattern read(Fields fields, String key) {
        String text = fields.optionalText(key).orElse(ALL.text);
        if (text.isEmpty()
                || text.length() > Identifier.MAX_LENGTH
                || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw fields.wrong(key, "must be a run's name, in which * stands for any characters and ? for one");
        }
        return new RunPattern(text);
    }

    /** In time that grows with the product of both lengths, whatever the pattern is. */
    boolean matches(String run) {
        int at = 0;
        int next = 0;
        int star = -1;
        int from = 0;
        while (at < run.length()) {
            if (next < text.length() && text.charAt(next) == '*') {
                star = next++;
                from = at;
            } else if (next < text.length() && (text.charAt(next) == '?' || text.charAt(next) == run.charAt(at))) {
                next++;
                at++;
            } else if (star >= 0) {
                next = star + 1;
                at = ++from;
            } else {
                return false;
            }
        }
        while (next < text.length() && text.charAt(next) == '*') {
            next++;
        }
        return next == text.length();
    }
}
