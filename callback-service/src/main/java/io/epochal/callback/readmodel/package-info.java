/**
 * What lists and curves need of the log, in tables of a database: H2 in a folder, or PostgreSQL. Derived, and made anew from the log at any
 * time. Knows JDBC, and neither Kafka nor HTTP.
 */
@NullMarked
package io.epochal.callback.readmodel;

import org.jspecify.annotations.NullMarked;
