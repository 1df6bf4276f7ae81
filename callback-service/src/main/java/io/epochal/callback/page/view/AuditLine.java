package io.epochal.callback.page.view;

import java.time.Instant;

/**
 * One row of the audit.
 *
 * @param run empty where it is about none
 * @param path of the run in an address
 */
public record AuditLine(ShownText.Moment time, String by, String what, String run, String path, String answer) {
    public static AuditLine of(Instant time, String by, String what, String run, String answer) {
        return new AuditLine(
                ShownText.moment(time),
                ShownText.name(by),
                ShownText.sentence(what),
                ShownText.name(run),
                ShownText.encoded(run),
                ShownText.sentence(answer));
    }
}
