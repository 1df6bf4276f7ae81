/** Runs any program against the scripted service: its process, the HTTP server, and the duties one by one. */
@NullMarked
package io.epochal.cli.conformance.program;

import org.jspecify.annotations.NullMarked;
