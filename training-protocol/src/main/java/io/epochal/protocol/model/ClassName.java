package io.epochal.protocol.model;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

    private ClassName() {}

    /** {@code Conv2DTranspose} is {@code conv2d_transpose}, {@code PReLU} is {@code p_re_lu}; as Keras 3.15, naming.py. */
    public static String snakeCase(String className) {
        return className
                .replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    /** The one of these class names that is written so, in snake case, or by one of Keras' further names for it. */
    static Optional<String> find(Collection<String> classNames, String written) {
        String full = ALIASES.getOrDefault(written, written);
        return classNames.stream()
                .filter(name -> name.equals(full) || snakeCase(name).equals(full))
                .findFirst();
    }
}
