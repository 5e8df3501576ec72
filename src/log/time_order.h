/*
 * time_order.h - whether the day or the month comes first in the times of some logs
 */
#ifndef COBUY_LOG_TIME_ORDER_H
#define COBUY_LOG_TIME_ORDER_H

#include "log/reading.h"

/* Completes the format of the layout's times.  COBUY_INVALID_ARGUMENT if they are in
 * doubt from the first row to the last. */
COBUY_CHECK cobuy_status time_order_find(struct reading *reading, cobuy_error *error);

#endif /* COBUY_LOG_TIME_ORDER_H */
