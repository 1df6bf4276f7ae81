/** What a trainer and a scripted callback service say to each other: values, and a service that plays its part by a scenario. No I/O. */
@NullMarked
package io.epochal.cli.conformance;

import org.jspecify.annotations.NullMarked;
