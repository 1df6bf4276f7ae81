package io.epochal.protocol.model;

import io.epochal.protocol.field.KerasNames;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keras' two ways to write a name: as a class, {@code HeNormal}, and as a function, {@code he_normal}. */
public final class ClassName {
    /** Further names that Keras takes. */
    private static final Map<String, String> ALIASES = Map.of(
            "uniform", "RandomUniform",
            "normal", "RandomNormal",
            "one", "Ones",
            "zero", "Zeros",
            "OrthogonalInitializer", "Orthogonal",
            "IdentityInitializer", "Identity",
            "l1_l2", "L1L2");

    private static final Pattern NO_WORD = Pattern.compile("\\W+");

    private ClassName() {}

    /** {@code Conv2DTranspose} is {@code conv2d_transpose}, {@code PReLU} is {@code p_re_lu}; as Keras 3.15, naming.py. */
    public static String snakeCase(String className) {
        return KerasNames.snakeCase(NO_WORD.matcher(className).replaceAll(""));
    }

    /** The one of these class names that is written so, in snake case, or by one of Keras' further names for it. */
    static Optional<String> find(Collection<String> classNames, String written) {
        String full = ALIASES.getOrDefault(written, written);
        // Keras' files have class names: a spec of many layers is read with every event.
        return classNames.contains(full)
                ? Optional.of(full)
                : classNames.stream()
                        .filter(name -> snakeCase(name).equals(full))
                        .findFirst();
    }
}
