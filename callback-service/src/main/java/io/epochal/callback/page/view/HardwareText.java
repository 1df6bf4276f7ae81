package io.epochal.callback.page.view;

import io.epochal.callback.summary.AttemptText;
import io.epochal.protocol.Hardware;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an attempt is trained on, as its trainer says. */
final class HardwareText {
    private static final double GIBIBYTE = 1L << 30;

    private HardwareText() {}

    /** @param first the attempt's first event; nothing for one of a program of its own, which says only its name */
    static List<String> of(TrainingEvent first) {
        if (first instanceof RunStarted started) {
            return lines(started.device(), started.threads(), started.hardware());
        }
        return first instanceof RunResumed resumed
                ? lines(resumed.device(), resumed.threads(), resumed.hardware())
                : List.of();
    }

    private static List<String> lines(String device, int threads, @Nullable Hardware hardware) {
        List<String> lines = new ArrayList<>();
        lines.add("on " + AttemptText.place(device, ", ", threads));
        if (hardware != null) {
            lines.add(hardware.processors() + (hardware.processors() == 1 ? " processor" : " processors"));
            if (hardware.memory() > 0) {
                lines.add(String.format(Locale.ROOT, "%.1f GiB of memory", hardware.memory() / GIBIBYTE));
            }
            lines.add(hardware.engine());
            lines.add("Java " + hardware.java());
            lines.add(hardware.system());
        }
        return lines.stream().map(ShownText::name).toList();
    }
}
