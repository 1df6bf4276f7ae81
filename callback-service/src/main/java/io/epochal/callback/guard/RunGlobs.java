package io.epochal.callback.guard;

import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.util.List;

/**
 * The runs that somebody sees, by their names: {@code *} is any text, {@code ?} any one character.
 *
 * @param globs one of which must fit; none for all runs
 */
public record RunGlobs(List<String> globs) {
    public static final RunGlobs ALL = new RunGlobs(List.of());

    private static final int MOST = 32;
    private static final String FORM = "[A-Za-z0-9_.*?-]{1," + Identifier.MAX_LENGTH + "}";

    public RunGlobs {
        globs = List.copyOf(globs);
    }

    /** @throws SpecException for globs that no run's id can fit, and for too many */
    public static RunGlobs check(String field, List<String> globs) {
        if (globs.size() > MOST) {
            throw new SpecException(field, "must be at most " + MOST + " globs", globs.size());
        }
        for (String glob : globs) {
            if (!glob.matches(FORM)) {
                throw new SpecException(field, "must have letters, digits, '.', '_', '-', '*' and '?' only", glob);
            }
        }
        return new RunGlobs(globs);
    }

    /** Whether these are all runs. */
    public boolean areAll() {
        return globs.isEmpty();
    }

    public boolean fit(String run) {
        return globs.isEmpty() || globs.stream().anyMatch(glob -> fits(glob, run));
    }

    /** In time proportional to the product of both lengths: after a mismatch, only the last asterisk takes one more character. */
    private static boolean fits(String glob, String run) {
        int at = 0;
        int star = -1;
        int taken = 0;
        int i = 0;
        while (i < run.length()) {
            char next = at < glob.length() ? glob.charAt(at) : 0;
            if (next == '*') {
                star = at++;
                taken = i;
            } else if (next == '?' || (next != 0 && next == run.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++taken;
            } else {
                return false;
            }
        }
        return glob.substring(at).chars().allMatch(rest -> rest == '*');
    }
}
