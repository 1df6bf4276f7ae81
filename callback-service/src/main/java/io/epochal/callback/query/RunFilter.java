package io.epochal.callback.query;

import io.epochal.callback.summary.RunPhase;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which runs a list shows: those for which all terms hold. A term is a comparison ({@code val_loss < 0.05}, {@code epochs >= 10}, {@code
 * spec.optimizer.type = adam}), a status ({@code status:failed,cancelled}), who has asked for it ({@code
 * by:ada}), or a text that the run's id or its trainer has in it.
 */
public record RunFilter(List<RunTerm> terms) {
    /** All runs. */
    public static final RunFilter ALL = new RunFilter(List.of());

    /** The longest that is read. */
    public static final int MOST_CHARACTERS = 500;

    private static final String SPEC = "spec.";
    private static final int MOST_TERMS = 20;
    private static final int MOST_SHOWN = 60;
    private static final Pattern TERM = Pattern.compile("status\\s*[:=]\\s*(?<phases>\\S*)"
            + "|by\\s*[:=]\\s*(?:\"(?<quotedBy>[^\"]*)\"|(?<by>\\S*))"
            + "|(?<name>[^\\s<>=!:\"]+)\\s*(?<sign><=|>=|!=|==|<|>|=)\\s*(?:\"(?<told>[^\"]*)\"|(?<bound>\\S*))"
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
        } else if (found.group("by") != null || found.group("quotedBy") != null) {
            return requestedBy(found.group("by"), found.group("quotedBy"));
        } else if (found.group("name") != null) {
            String told = found.group("told");
            RunTerm.Operator operator =
                    RunTerm.Operator.of(found.group("sign").equals("==") ? "=" : found.group("sign"));
            return comparison(found.group("name"), operator, told == null ? found.group("bound") : told, told != null);
        }
        String quoted = found.group("quoted");
        return new RunTerm.Mentions(quoted == null ? found.group("text") : quoted);
    }

    private static RunTerm requestedBy(@Nullable String word, @Nullable String quoted) {
        String name = word == null ? quoted : word;
        if (name == null || name.isEmpty()) {
            throw new SpecException("by:", "needs the name of who has asked for the run behind it; found nothing");
        }
        return new RunTerm.RequestedBy(name);
    }

    private static RunTerm comparison(String name, RunTerm.Operator operator, String bound, boolean quoted) {
        boolean ofSpec = name.startsWith(SPEC);
        OptionalDouble number = RunTerm.Field.number(bound);
        if (ofSpec && operator.isOfEquality() && (quoted || !bound.isEmpty())) {
            return new RunTerm.Field(name.substring(SPEC.length()), operator, bound);
        } else if (number.isEmpty()) {
            throw new SpecException(
                    shown(name) + " " + operator.sign(),
                    (ofSpec && operator.isOfEquality() ? "needs a value" : "needs a number")
                            + " behind it, such as 0.05; found " + (bound.isEmpty() ? "nothing" : shown(bound)));
        }
        return ofSpec
                ? new RunTerm.Field(name.substring(SPEC.length()), operator, bound)
                : new RunTerm.Compares(name, operator, number.getAsDouble());
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
}
