@NullMarked
package io.luoledger.broker;

import org.jspecify.annotations.NullMarked;
