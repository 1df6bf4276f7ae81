package io.epochal.trainer.djl.torchscript;

import ai.djl.engine.EngineException;
import io.epochal.protocol.field.Printable;
import java.util.List;

/** What PyTorch says went wrong, without the stacks of C++ that it puts behind. */
final class EngineMessage {
    private static final int LONGEST = 300;

    private EngineMessage() {}

    /** The line that PyTorch calls the error, where an interpreted module has failed; else the first one. */
    static String of(EngineException failure) {
        List<String> lines = String.valueOf(failure.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return printable(lines.stream()
                .filter(line -> line.startsWith("RuntimeError:") || line.startsWith("torch.jit.Error:"))
                .findFirst()
                .or(() -> lines.stream().findFirst())
                .orElse("it gives no reason"));
    }

    static String printable(String text) {
        return Printable.of(text, LONGEST);
    }
}
