package io.epochal.callback.page;

import io.epochal.callback.page.view.RunComparison;
import io.epochal.callback.page.view.RunList;
import io.epochal.callback.page.view.RunSheet;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates under {@code templates/page}, checked when this is built. */
@CheckedTemplate(basePath = "page")
final class PageTemplates {
    private PageTemplates() {}

    static native TemplateInstance runs(RunList list);

    static native TemplateInstance run(RunSheet run, String token);

    /** A run that waits for its first trainer, or that nothing but its summary is known of. */
    static native TemplateInstance waiting(String id, String path, String status);

    static native TemplateInstance spec(String id, String path, String text);

    static native TemplateInstance compare(RunComparison comparison);

    static native TemplateInstance problem(String title, String detail);
}
