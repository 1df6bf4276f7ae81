package io.epochal.protocol;

/**
 * What a trainer trains on, as it finds it when it begins.
 *
 * @param system the operating system with its version and architecture, such as {@code Linux 6.1.0 amd64}
 * @param processors that it may use
 * @param memory of the machine, or of the container, in bytes; 0 where that is not known
 * @param java the version of its Java
 * @param engine with its version, such as {@code PyTorch 2.7.1}
 */
public record Hardware(String system, int processors, long memory, String java, String engine) {}
