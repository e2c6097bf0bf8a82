/** An hour or more of a fleet's load on real processes, seen from outside: whether what they take stays bounded. */
@NullMarked
package io.luoledger.soak;

import org.jspecify.annotations.NullMarked;
