package io.epochal.callback.page;

import io.epochal.callback.guard.Requester;
import org.jspecify.annotations.Nullable;

/** In whose name a form is sent. */
final class FormSender {
    private static final String NOBODY = "page";

    private FormSender() {}

    /**
     * The caller, where they are known, and else who the form says.
     *
     * @param by as the form has it; null or blank for nobody
     */
    static String name(Requester who, @Nullable String by) {
        return who.name().orElseGet(() -> by == null || by.isBlank() ? NOBODY : by.strip());
    }
}
