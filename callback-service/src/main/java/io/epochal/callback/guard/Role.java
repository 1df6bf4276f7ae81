package io.epochal.callback.guard;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What somebody may do. A role has the rights of those that it includes. */
public enum Role {
    /** Reads runs. */
    VIEWER,
    /** Sends requests to runs, and reads them. */
    OPERATOR,
    /** Trains: attaches to runs and reports of them, and reads them. */
    TRAINER,
    /** Does everything, makes and revokes tokens, and reads the audit. */
    ADMIN;

    /** {@link #VIEWER} as annotations need it. */
    public static final String VIEWS = "viewer";

    /** {@link #OPERATOR} as annotations need it. */
    public static final String OPERATES = "operator";

    /** {@link #TRAINER} as annotations need it. */
    public static final String TRAINS = "trainer";

    /** {@link #ADMIN} as annotations need it. */
    public static final String ADMINISTERS = "admin";

    /** As it is written, such as {@code viewer}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of this name; empty for any other text. */
    public static Optional<Role> named(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }

    /** {@code viewer, operator, trainer, admin}. */
    public static String names() {
        return Arrays.stream(values()).map(Role::text).collect(Collectors.joining(", "));
    }

    /** This role, and those whose rights it has. */
    public Set<Role> withIncluded() {
        return switch (this) {
            case VIEWER -> EnumSet.of(VIEWER);
            case OPERATOR -> EnumSet.of(VIEWER, OPERATOR);
            case TRAINER -> EnumSet.of(VIEWER, TRAINER);
            case ADMIN -> EnumSet.allOf(Role.class);
        };
    }
}
