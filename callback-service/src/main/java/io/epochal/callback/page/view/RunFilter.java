package io.epochal.callback.page.view;

import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.RunPhase;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which runs a list shows: those for which all terms hold. A term is a comparison ({@code val_loss < 0.05}, {@code epochs >= 10}), a
 * status ({@code status:failed,cancelled}), or a text that the run's id or its trainer has in it.
 */
public record RunFilter(List<RunTerm> terms) {
    /** All runs. */
    public static final RunFilter ALL = new RunFilter(List.of());

    static final int MOST_CHARACTERS = 500;
    private static final int MOST_TERMS = 20;
    private static final int MOST_SHOWN = 60;
    private static final Pattern TERM = Pattern.compile("status\\s*[:=]\\s*(?<phases>\\S*)"
            + "|(?<name>[^\\s<>=!:\"]+)\\s*(?<sign><=|>=|!=|==|<|>|=)\\s*(?<bound>\\S*)"
            + "|\"(?<quoted>[^\"]*)\"?"
            + "|(?<text>\\S+)");
    private static final List<String> PHASES =
            Arrays.stream(RunPhase.values()).map(RunPhase::text).toList();

    public RunFilter {
        terms = List.copyOf(terms);
    }

    /** @throws SpecException for a text that is no filter, with what would be right */
    public static RunFilter read(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new SpecException(
                    "the filter", "has at most " + MOST_CHARACTERS + " characters; found " + text.length());
        }
        List<RunTerm> terms = new ArrayList<>();
        for (Matcher found = TERM.matcher(text); found.find(); ) {
            terms.add(term(found));
        }
        if (terms.size() > MOST_TERMS) {
            throw new SpecException("the filter", "has at most " + MOST_TERMS + " terms; found " + terms.size());
        }
        return new RunFilter(terms);
    }

    private static RunTerm term(Matcher found) {
        if (found.group("phases") != null) {
            return new RunTerm.InPhase(phases(found.group("phases")));
        } else if (found.group("name") != null) {
            return comparison(found.group("name"), found.group("sign"), found.group("bound"));
        }
        String quoted = found.group("quoted");
        return new RunTerm.Mentions(quoted == null ? found.group("text") : quoted);
    }

    private static RunTerm comparison(String name, String sign, String bound) {
        try {
            return new RunTerm.Compares(
                    name, RunTerm.Operator.of(sign.equals("==") ? "=" : sign), Double.parseDouble(bound));
        } catch (NumberFormatException e) {
            throw new SpecException(
                    shown(name) + " " + sign,
                    "needs a number behind it, such as 0.05; found " + (bound.isEmpty() ? "nothing" : shown(bound)));
        }
    }

    private static Set<RunPhase> phases(String text) {
        Set<RunPhase> phases = EnumSet.noneOf(RunPhase.class);
        for (String word : text.toLowerCase(Locale.ROOT).split(",", -1)) {
            if (!PHASES.contains(word)) {
                throw new SpecException(
                        "a status",
                        "is one of " + String.join(", ", PHASES) + "; found "
                                + (word.isEmpty() ? "nothing" : shown(word)) + Nearest.hint(word, PHASES));
            }
            phases.add(RunPhase.values()[PHASES.indexOf(word)]);
        }
        return phases;
    }

    private static String shown(String text) {
        return Printable.of(text, MOST_SHOWN);
    }

    boolean selects(RunOverview run, Instant now) {
        return terms.stream().allMatch(term -> term.holds(run, now));
    }
}
