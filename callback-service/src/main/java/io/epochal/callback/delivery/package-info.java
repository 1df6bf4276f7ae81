/**
 * How one record is handled so that its failure stays its own: what is thrown ends at the record, what never returns is given up,
 * and a record that ends the process again and again is set aside. Knows no Kafka and no callback.
 */
@NullMarked
package io.epochal.callback.delivery;

import org.jspecify.annotations.NullMarked;
