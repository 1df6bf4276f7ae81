package io.epochal.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Opens a scratch folder, prints it, and stays until it is killed or its parent ends. */
final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] arguments) throws IOException {
        ScratchFolder scratch = ScratchFolder.open(Path.of(arguments[0]));
        System.out.println(scratch.path());
        while (System.in.read() >= 0) {
            continue;
        }
        Runtime.getRuntime().halt(1);
    }
}
